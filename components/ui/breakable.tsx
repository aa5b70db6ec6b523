/** A name or an email for a narrow column. An email that is too long breaks before its @, if that is enough. */
export function Breakable({ text }: { text: string }) {
  const at = text.lastIndexOf("@");
  if (at <= 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}
