"""Users and sessions: guessing is slowed, sessions end, a new password ends them all."""

import asyncio
from contextlib import closing

import pytest

from console import auth as auth_module
from console.auth import (
    ABSOLUTE_S,
    ADDRESS_FAILURES_MAX,
    HASHING_MAX,
    IDLE_S,
    Auth,
    GuessLimit,
    LoginRefusedError,
    LoginsBusyError,
    TooManyLoginsError,
)
from console.users import (
    UserMistakeError,
    add_user,
    list_users,
    remove_user,
    set_password,
)

SECOND_NS = 10**9
WORD = "a-long-password"


@pytest.fixture
def state(tmp_path):
    add_user(tmp_path, "duty", "s-001", WORD)
    return tmp_path


def login(auth, password=WORD, user="duty"):
    return asyncio.run(auth.login(user=user, password=password, address="127.0.0.1"))


def test_the_right_password_opens_a_session_and_logout_ends_it(state):
    with closing(Auth(state)) as auth:
        token, session = login(auth)
        assert auth.find(token) == session
        asyncio.run(auth.logout(session))
        assert auth.find(token) is None
        assert auth.find("") is None


def test_the_token_itself_is_nowhere_on_disk(state):
    with closing(Auth(state)) as auth:
        token, _ = login(auth)
    stored = b"".join(path.read_bytes() for path in (state / "console").iterdir())
    assert token.encode() not in stored
    assert WORD.encode() not in stored
    assert b"$argon2id$" in stored


@pytest.mark.parametrize(("user", "password"), [("duty", "wrong-word"), ("nobody", WORD)])
def test_a_wrong_name_and_a_wrong_word_are_refused_alike(state, user, password):
    with closing(Auth(state)) as auth, pytest.raises(LoginRefusedError) as refused:
        login(auth, password, user)
    assert str(refused.value) == ""


def test_a_session_idles_after_an_hour_and_ends_after_twelve(state, monkeypatch):
    with closing(Auth(state)) as auth:
        token, session = login(auth)
        started = session.started_utc_ns
        for seconds, there, idle in (
            (IDLE_S, True, False),
            (IDLE_S + 1, True, True),
            (ABSOLUTE_S, True, True),
            (ABSOLUTE_S + 1, False, True),
            (-1, False, False),
        ):
            at_ns = started + seconds * SECOND_NS
            monkeypatch.setattr(auth_module, "now_ns", lambda at_ns=at_ns: at_ns)
            assert (auth.find(token) is not None) == there, seconds
            assert session.idle(at_ns) == idle, seconds


def test_doing_something_keeps_a_session_awake(state, monkeypatch):
    with closing(Auth(state)) as auth:
        token, session = login(auth)
        later = session.started_utc_ns + (IDLE_S - 1) * SECOND_NS
        monkeypatch.setattr(auth_module, "now_ns", lambda: later)
        asyncio.run(auth.touch(session))
        found = auth.find(token)
        assert found is not None
        assert not found.idle(later + IDLE_S * SECOND_NS)


def test_a_new_password_ends_every_session(state):
    with closing(Auth(state)) as auth:
        token, _ = login(auth)
        set_password(state, "duty", "another-long-word")
        assert auth.find(token) is None
        with pytest.raises(LoginRefusedError):
            login(auth)
        token, _ = login(auth, "another-long-word")
        remove_user(state, "duty")
        assert auth.find(token) is None


def test_wishes_that_cannot_be_granted_say_why(state):
    with pytest.raises(UserMistakeError, match="exists"):
        add_user(state, "duty", "s-001", WORD)
    with pytest.raises(UserMistakeError, match="8 to 256"):
        add_user(state, "other", "s-001", "short")
    with pytest.raises(UserMistakeError, match="no user"):
        set_password(state, "other", WORD)
    with pytest.raises(UserMistakeError, match="printable"):
        add_user(state, " other\n", "s-001", WORD)
    assert [user.user for user in list_users(state)] == ["duty"]
    assert list_users(state)[0].staff == "s-001"


def test_a_desk_full_of_wrong_words_never_locks_out_who_made_no_mistake(state):
    add_user(state, "other", "s-002", WORD)
    with closing(Auth(state)) as auth:
        for number in range(ADDRESS_FAILURES_MAX):
            with pytest.raises(LoginRefusedError):
                login(auth, "wrong-word", f"guess-{number}")
        token, _ = login(auth)
        assert auth.find(token) is not None
        with pytest.raises(LoginRefusedError):
            login(auth, "wrong-word", "other")
        with pytest.raises(TooManyLoginsError):
            login(auth, WORD, "other")


def test_more_passwords_than_can_be_checked_are_told_to_come_back(state):
    async def storm(auth):
        logins = (
            auth.login(user=f"guess-{number}", password=WORD, address="127.0.0.1")
            for number in range(HASHING_MAX + 3)
        )
        return await asyncio.gather(*logins, return_exceptions=True)

    with closing(Auth(state)) as auth:
        outcomes = asyncio.run(storm(auth))
    busy = [one for one in outcomes if isinstance(one, LoginsBusyError)]
    refused = [one for one in outcomes if isinstance(one, LoginRefusedError)]
    assert (len(busy), len(refused)) == (3, HASHING_MAX)


def test_guesses_are_forgotten_after_the_window():
    limit = GuessLimit(failures_max=3, window_s=60)
    for second in (0, 10, 20):
        assert limit.wait_s("duty", second * SECOND_NS) == 0
        limit.failed("duty", second * SECOND_NS)
    assert limit.wait_s("duty", 21 * SECOND_NS) == 39
    assert limit.wait_s("other", 21 * SECOND_NS) == 0
    assert limit.wait_s("duty", 61 * SECOND_NS) == 0
    limit.failed("duty", 61 * SECOND_NS)
    assert limit.wait_s("duty", 62 * SECOND_NS) > 0
    limit.forget("duty")
    assert limit.wait_s("duty", 62 * SECOND_NS) == 0
