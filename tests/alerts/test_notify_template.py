"""Templates are filled in without harm whatever the words hold, and found wrong beforehand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.notify.template import WORDS, fill, plain_line, wrong_body, wrong_header, wrong_url

BODY = '{"to":["13800000000"],"msg":"${text}","drill":${drill},"n":${tier}}'


@given(st.text(max_size=200))
def test_no_text_can_break_out_of_a_json_body(text):
    words = {**dict.fromkeys(WORDS, text), "drill": "true", "tier": "2"}
    assert json.loads(fill(BODY, words, "json"))["msg"] == text


@given(st.text(max_size=100))
def test_no_text_can_add_a_field_to_a_form(text):
    made = fill("to=138&msg=${text}", dict.fromkeys(WORDS, text), "form")
    assert made.count("&") == 1
    assert "\n" not in made


def test_a_value_is_no_template_itself():
    assert fill("${label} ${room}", {"label": "${secret}", "room": "$x"}, "text") == "${secret} $x"


def test_a_header_is_one_line():
    assert plain_line("a\r\nx-evil: 1") == "ax-evil: 1"


def test_a_header_begins_and_ends_without_blanks():
    assert plain_line(" Bearer s3 \n") == "Bearer s3"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("${pulse}", "there is no word ${pulse}"),
        ("5 $", "a $ stands alone"),
        ("${", "a $ stands alone"),
        ("${TEXT}", "there is no word ${TEXT}"),
        ('{"a":${text}}', "it is no JSON"),
        ('{"a":"${text}"', "it is no JSON"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(template, said):
    assert said in " ".join(wrong_body(template, "json"))


def test_good_templates_have_nothing_wrong():
    assert list(wrong_body(BODY, "json")) == []
    assert list(wrong_body("", "json")) == []
    assert list(wrong_body("${text} costs 5 $$", "text")) == []
    assert list(wrong_url("http://sms.intern/send?to=138&text=${text}")) == []
    assert list(wrong_header("Bearer ${secret}")) == []


def test_a_word_is_no_host_and_a_header_holds_no_prose():
    assert list(wrong_url("http://${room}/x"))
    assert list(wrong_header("${text}"))
