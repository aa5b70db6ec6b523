/** What the gate answered. Names of headers are in lower case. */
export interface GateAnswer {
  status: number;
  headers: Record<string, string>;
  /** Empty if the status is 200. */
  body: string;
}

/** Sends `GET` and a path, with headers. Rejects if there is no whole answer in time. */
export type Transport = (path: string, headers: [name: string, value: string][]) => Promise<GateAnswer>;
