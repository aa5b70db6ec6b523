export const operatorPlansKey = ["operator", "plans"] as const;
