import { Support } from "#components/brand/support.tsx";

/** In a suspended workspace, keys stop working and users can only read. */
export function SuspendedBanner() {
  return (
    <section aria-label="Suspended" className="border-danger/25 border-b bg-danger-wash text-danger">
      <p className="mx-auto w-full max-w-6xl text-pretty px-4 py-2 text-sm sm:px-8">
        This workspace is suspended. Its API keys are refused, and nothing in it can be changed. Contact{" "}
        <Support />.
      </p>
    </section>
  );
}
