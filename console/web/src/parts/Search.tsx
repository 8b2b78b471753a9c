// Find a person, a room or an alarm by typing; the arrow keys and Enter choose.
import { useRef, useState } from "preact/hooks";
import { select } from "../state/actions";
import { openByUrgency } from "../state/alarmlist";
import * as model from "../state/model";
import { fill, said, text, word } from "../text";
import { placeAndSubject } from "./words";

interface Hit {
  key: string;
  kind: string;
  name: string;
  selection: model.Selection;
}

const HITS_MAX = 8;

export function Search() {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const words = text();
  const hits = query.trim() ? find(query.trim().toLowerCase()) : [];
  const choose = (hit: Hit | undefined): void => {
    if (!hit) return;
    location.hash = "#/";
    select(hit.selection);
    setQuery("");
    input.current?.blur();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") choose(hits[at]);
    else if (event.key === "Escape") {
      setQuery("");
      input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="search" role="search">
      <input
        ref={input}
        id="search"
        type="search"
        value={query}
        placeholder={`${words.search}  /`}
        aria-label={words.search}
        autocomplete="off"
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      {query.trim() && (
        <ul class="popover hits">
          {!hits.length && <li class="quiet">{fill(words.search_none, { query })}</li>}
          {hits.map((hit, index) => (
            <li key={hit.key}>
              <button class={index === at ? "hit is-at" : "hit"} onClick={() => choose(hit)}>
                <span class="quiet">{hit.kind}</span> {hit.name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function find(query: string): Hit[] {
  return [...stayHits(), ...roomHits(), ...alarmHits(), ...staffHits()]
    .filter((hit) => hit.name.toLowerCase().includes(query))
    .slice(0, HITS_MAX);
}

function stayHits(): Hit[] {
  return [...model.stays.value.values()]
    .filter((stay) => stay.open)
    .map((stay) => ({
      key: `stay:${stay.stay}`,
      kind: text().person,
      name: stay.stay,
      selection: { kind: "stay", id: stay.stay },
    }));
}

function roomHits(): Hit[] {
  const rooms = model.site.value?.rooms ?? [];
  return rooms.map((room) => ({
    key: `room:${room.id}`,
    kind: text().room,
    name: said(room),
    selection: { kind: "room", id: room.id },
  }));
}

function alarmHits(): Hit[] {
  return openByUrgency(model.alarms.value).map((alarm) => ({
    key: alarm.id,
    kind: text().alarms,
    name: `${said(alarm.label)} · ${placeAndSubject(alarm)}`,
    selection: { kind: "alarm", id: alarm.id },
  }));
}

function staffHits(): Hit[] {
  const staff = model.site.value?.staff ?? [];
  return staff.map((member) => ({
    key: `staff:${member.id}`,
    kind: word("role", member.role),
    name: said(member),
    selection: { kind: "staff", id: member.id },
  }));
}
