// What a shift works with besides alarms: tickets, hand-over, roster, shelf, figures, deliveries.
import { DeliveriesTab } from "../shift/DeliveriesTab";
import { DrillTab } from "../shift/DrillTab";
import { HandOverTab } from "../shift/HandOverTab";
import { KpiTab } from "../shift/KpiTab";
import { RosterTab } from "../shift/RosterTab";
import { ShelfTab } from "../shift/ShelfTab";
import { TicketsTab } from "../shift/TicketsTab";
import { hashOf } from "../state/route";
import { text, word } from "../text";

const TABS = ["tickets", "handover", "roster", "shelf", "drill", "deliveries", "kpis"] as const;
type Tab = (typeof TABS)[number];

/** #/shift/tickets.T-0001 opens a ticket: the part after the dot is the tab's own. */
export function ShiftPage({ id }: { id: string }) {
  const [name = "", own = ""] = id.split(".");
  const tab: Tab = TABS.find((one) => one === name) ?? "tickets";
  return (
    <main class="page shift-page">
      <nav class="shift-tabs" role="tablist" aria-label={text().nav_shift}>
        {TABS.map((one) => (
          <a
            key={one}
            role="tab"
            class="button button-link"
            href={hashOf("shift", one)}
            aria-selected={one === tab}
          >
            {word("shift", one)}
          </a>
        ))}
      </nav>
      {tab === "tickets" && <TicketsTab open={own} />}
      {tab === "handover" && <HandOverTab open={own} />}
      {tab === "roster" && <RosterTab />}
      {tab === "shelf" && <ShelfTab />}
      {tab === "drill" && <DrillTab />}
      {tab === "deliveries" && <DeliveriesTab />}
      {tab === "kpis" && <KpiTab />}
    </main>
  );
}
