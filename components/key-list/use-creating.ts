"use client";

import { parseAsBoolean, useQueryState } from "nuqs";

/** Whether the dialog that creates a key is open. It is in the URL, so that a link opens it. */
export const useCreating = () => useQueryState("create", parseAsBoolean.withDefault(false));
