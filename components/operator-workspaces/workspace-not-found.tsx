import { NotFoundCard } from "#components/operator/not-found-card.tsx";

export const WorkspaceNotFound = () => (
  <NotFoundCard
    heading="Workspace not found"
    title="There is no workspace with this ID"
    text="It may have been deleted long ago. Or check the link for typos."
    list={{ href: "/operator/workspaces", name: "Go to workspaces" }}
  />
);
