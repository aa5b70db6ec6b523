type Task = () => Promise<void>;

const tasks: Task[] = [];
let running = false;

/**
 * Runs the task in the browser when the page is loaded and has nothing else to do. One after the other, so that none delays a
 * click. `first` is for what the page is waiting for.
 */
export function whenIdle(task: Task, first = false): void {
  if (typeof window === "undefined") return;
  if (first) tasks.unshift(task);
  else tasks.push(task);
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
