"use client";

import {
  type ComponentProps,
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useDeferredValue,
  useId,
  useRef,
  useState,
} from "react";
import { Loadable, useLoadable } from "#components/ui/loadable.ts";
import { DialogNotLoaded } from "#components/ui/not-loaded.tsx";

type Parts = typeof import("#components/ui/menu-parts.tsx");
type Opened = "by pointer" | "by keyboard";
type MenuState = {
  trigger: RefObject<HTMLButtonElement | null>;
  opened: Opened | null;
  setOpened: (opened: Opened | null) => void;
};

// A menu's panel with all it needs is large, and no page needs it before a click.
const parts = new Loadable<Parts>(() => import("#components/ui/menu-parts.tsx"));
const MenuContext = createContext<MenuState | null>(null);
const PartsContext = createContext<Parts | null>(null);

/** Never modal: the page can still be scrolled, and a click on it closes the menu. */
export function Menu({ children }: { children: ReactNode }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  return <MenuContext value={{ trigger, opened, setOpened }}>{children}</MenuContext>;
}

/** A handler that prevents the event's default keeps the menu as it is. */
export function MenuTrigger({ onPointerDown, onKeyDown, ...props }: ComponentProps<"button">) {
  const { trigger, opened, setOpened } = useContext(MenuContext)!;
  const id = useId();
  return (
    <button
      ref={trigger}
      id={id}
      type="button"
      aria-haspopup="menu"
      aria-expanded={opened !== null}
      data-state={opened ? "open" : "closed"}
      onPointerDown={(event) => {
        onPointerDown?.(event);
        if (event.defaultPrevented || event.button !== 0 || event.ctrlKey) return;
        setOpened(opened ? null : "by pointer");
        // The menu gets the focus.
        if (!opened) event.preventDefault();
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.defaultPrevented || !["Enter", " ", "ArrowDown"].includes(event.key)) return;
        event.preventDefault();
        setOpened(opened && event.key !== "ArrowDown" ? null : "by keyboard");
      }}
      {...props}
    />
  );
}

type MenuPanelProps = Pick<ComponentProps<Parts["MenuPanel"]>, "align" | "className" | "children">;

export function MenuPanel(props: MenuPanelProps) {
  const { opened } = useContext(MenuContext)!;
  // Most menus of a long list are never opened.
  const [used, setUsed] = useState(false);
  if (opened && !used) setUsed(true);
  return used ? <UsedPanel {...props} /> : null;
}

function UsedPanel(props: MenuPanelProps) {
  const { trigger, opened, setOpened } = useContext(MenuContext)!;
  const loading = useLoadable(parts, opened !== null);
  // After a click, the button is painted first. Keys that follow must reach the menu, so that one opens at once.
  const shown = useDeferredValue(opened, null) ?? (opened === "by keyboard" ? opened : null);
  const close = () => setOpened(null);
  if (loading.status === "loaded") {
    return (
      <PartsContext value={loading.value}>
        <loading.value.MenuPanel
          trigger={trigger}
          open={opened !== null && shown !== null}
          byKeyboard={opened === "by keyboard"}
          onClose={close}
          {...props}
        />
      </PartsContext>
    );
  }
  if (!opened) return null;
  return <DialogNotLoaded loading={loading} onRetry={() => parts.load()} onClose={close} />;
}

/** Only what is in a panel is rendered, and then the parts are loaded. */
const useParts = () => useContext(PartsContext)!;

export function MenuItem(props: ComponentProps<Parts["MenuItem"]>) {
  const { MenuItem: Item } = useParts();
  return <Item {...props} />;
}

export function MenuLabel(props: ComponentProps<Parts["MenuLabel"]>) {
  const { MenuLabel: Label } = useParts();
  return <Label {...props} />;
}

export function MenuSeparator() {
  const { MenuSeparator: Separator } = useParts();
  return <Separator />;
}

export function MenuChoices(props: ComponentProps<Parts["MenuChoices"]>) {
  const { MenuChoices: Choices } = useParts();
  return <Choices {...props} />;
}

export function MenuChoice(props: ComponentProps<Parts["MenuChoice"]>) {
  const { MenuChoice: Choice } = useParts();
  return <Choice {...props} />;
}
