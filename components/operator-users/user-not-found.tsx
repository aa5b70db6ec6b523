import { NotFoundCard } from "#components/operator/not-found-card.tsx";

export const UserNotFound = () => (
  <NotFoundCard
    heading="User not found"
    title="There is no user with this ID"
    text="The account may have been deleted. Or check the link for typos."
    list={{ href: "/operator/users", name: "Go to users" }}
  />
);
