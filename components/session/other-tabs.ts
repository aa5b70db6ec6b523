const NAME = "latchkey-log-in";

const sameCase = (email: string) => email.trim().toLowerCase();

/** Tells the browser's other tabs who has logged in: they share the session's cookie. */
export function tellOtherTabs(email: string): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(sameCase(email));
  channel.close();
}

let channel: BroadcastChannel | undefined;

/** Calls `onOther` when someone else than this user logs in, in another tab. */
export function watchOtherTabs(email: string | undefined, onOther: () => void): void {
  channel?.close();
  channel = undefined;
  if (email === undefined) return;
  channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data !== sameCase(email)) onOther();
  };
}
