const tasks: (() => Promise<void>)[] = [];
let running = false;

/** Runs the task in the browser when the page is loaded and has nothing else to do. One after the other, so that none delays a click. */
export function whenIdle(task: () => Promise<void>): void {
  if (typeof window === "undefined") return;
  tasks.push(task);
  if (running) return;
  running = true;
  if (document.readyState === "complete") next();
  else window.addEventListener("load", next, { once: true });
}

function next(): void {
  // Safari doesn't have it.
  const later = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
  later(async () => {
    await tasks.shift()?.();
    if (tasks.length > 0) next();
    else running = false;
  });
}
