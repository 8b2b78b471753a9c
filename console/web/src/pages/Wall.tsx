// The wall: all levels, the alarms in big letters, the nearest legal limits. No controls.
import { useLayoutEffect, useState } from "preact/hooks";
import { MapView } from "../map/MapView";
import { Banners, useStale } from "../parts/Banners";
import { HeadCount } from "../parts/HeadCount";
import { HealthLamps } from "../parts/HealthLamps";
import { Limits } from "../parts/Limits";
import { Now } from "../parts/TopBar";
import { WallColumn } from "../parts/WallColumn";
import { useCell } from "../state/cell";
import * as model from "../state/model";
import { said, text } from "../text";

const NO_TRACK: [] = [];

export function WallPage() {
  const site = useCell(model.site);
  const stale = useStale();
  const unit = useUnit();
  const words = text();
  return (
    <div class={`wall${stale ? " is-stale" : ""}`}>
      <header class="wall-head">
        <a class="site-name" href="#/" aria-label={words.wall_back}>
          <strong>{site ? said(site) : words.product}</strong>
        </a>
        <HeadCount />
        <HealthLamps named />
        <Now />
      </header>
      <Banners controls={false} />
      <section class="wall-map">
        {site ? (
          <MapView site={site} levels={site.levels} unit={unit} titles track={NO_TRACK} />
        ) : (
          <p class="empty quiet">{words.loading}</p>
        )}
      </section>
      <WallColumn />
      <Limits controls={false} />
    </div>
  );
}

/** One wall unit: a 1920x1080 wall's pixel; a 3840x2160 wall has two. */
function useUnit(): number {
  const [unit, setUnit] = useState(unitNow);
  useLayoutEffect(() => {
    const take = (): void => setUnit(unitNow());
    addEventListener("resize", take);
    return () => removeEventListener("resize", take);
  }, []);
  return unit;
}

function unitNow(): number {
  return Math.max(0.5, Math.min(innerWidth / 1920, innerHeight / 1080));
}
