import { KeyNotFound } from "#components/key-details/key-not-found.tsx";

export default KeyNotFound;
