import { UserNotFound } from "#components/operator-users/user-not-found.tsx";

export default UserNotFound;
