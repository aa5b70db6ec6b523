/** A handler's result that is answered as `alternative` of the endpoint says, with another status and schema. */
export class AlternativeAnswer<T> {
  readonly result: T;

  constructor(result: T) {
    this.result = result;
  }
}
