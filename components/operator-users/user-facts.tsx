import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

const operatorBy = {
  flag: "Yes",
  OPERATOR_EMAIL: "Yes, because OPERATOR_EMAIL has their address. It can only be changed there.",
};

export function UserFacts({ user }: { user: OperatorUserDetail }) {
  return (
    <SettingsSection title="Account" description="What is known about them.">
      <Facts>
        <Fact name="User ID">
          <CopyText text={user.id} label="Copy user ID" />
        </Fact>
        <Fact name="Email">
          {user.email_verified ? "Verified" : "Not verified: they haven't chosen a password yet"}
        </Fact>
        <Fact name="Joined">
          <TimeAgo at={user.created_at} />
        </Fact>
        <Fact name="Last log-in">
          {user.last_login_at ? (
            <TimeAgo at={user.last_login_at} />
          ) : (
            "Unknown: ended sessions are deleted after a while"
          )}
        </Fact>
        <Fact name="Active sessions">{user.sessions.toLocaleString("en")}</Fact>
        <Fact name="Operator">{user.operator_by ? operatorBy[user.operator_by] : "No"}</Fact>
      </Facts>
    </SettingsSection>
  );
}
