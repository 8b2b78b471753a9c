// A component that renders again only when one of its properties is another object.
import { Component, type ComponentChildren, type FunctionComponent } from "preact";

export function memo<P extends object>(
  render: (props: P) => ComponentChildren,
): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const now = this.props as Record<string, unknown>;
      const then = next as Record<string, unknown>;
      const names = new Set([...Object.keys(now), ...Object.keys(then)]);
      return [...names].some((name) => name !== "children" && now[name] !== then[name]);
    }

    override render(props: P): ComponentChildren {
      return render(props);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
