/** Creates something when it is first used. The first of the browser's formatters takes it tens of milliseconds. */
export function lazily<Value>(create: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= create();
    return value;
  };
}
