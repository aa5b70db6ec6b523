import { currentUser } from "#app/actor.ts";
import NotFoundPage from "#app/not-found.tsx";
import { UserNotFound } from "#components/operator-users/user-not-found.tsx";

/** Next also sends this to users who are told by the layout that there is no such page. */
export default async function NotFoundForOperators() {
  return (await currentUser())?.operator ? <UserNotFound /> : <NotFoundPage />;
}
