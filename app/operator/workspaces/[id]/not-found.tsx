import { WorkspaceNotFound } from "#components/operator-workspaces/workspace-not-found.tsx";

export default WorkspaceNotFound;
