import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { ClusterSession } from "#db/cluster-session.ts";

interface Member {
  session: ClusterSession;
  received: string[];
  leads: boolean;
  connected: boolean[];
}

const members: Member[] = [];
afterEach(async () => {
  await Promise.all(members.splice(0).map(({ session }) => session.end()));
});

function join(id: string): Member {
  const member: Member = { received: [], leads: false, connected: [], session: undefined! };
  member.session = new ClusterSession(process.env.DATABASE_URL!, id, {
    message: (text) => void member.received.push(text),
    leads: (leads) => {
      member.leads = leads;
    },
    connected: (connected) => void member.connected.push(connected),
  });
  members.push(member);
  return member;
}

/** Waits until all of them are in the cluster and one of them leads; returns that one. */
async function leader(): Promise<Member> {
  const found = await vi.waitFor(async () => {
    expect((await members[0]!.session.send("look")).length).toBe(members.length);
    const leaders = members.filter(({ leads }) => leads);
    expect(leaders).toHaveLength(1);
    return leaders[0]!;
  }, 5000);
  return found;
}

const endSessions = (id: string) =>
  db().execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${id}`);

test("a message reaches every instance, and the sender learns who that is", async () => {
  const [a, b, c] = [join("a"), join("b"), join("c")];
  await leader();
  expect((await b.session.send("hello")).toSorted()).toEqual(["a", "b", "c"]);
  await vi.waitFor(() => {
    for (const { received } of [a, b, c])
      expect(received.filter((text) => text === "hello")).toEqual(["hello"]);
  });
});

test("one instance leads, and when it leaves, another one does", async () => {
  for (const id of ["a", "b", "c"]) join(id);
  while (members.length > 0) {
    const first = await leader();
    members.splice(members.indexOf(first), 1);
    await first.session.end();
    expect(first.leads).toBe(false);
  }
});

test("a leader whose connection breaks knows that it no longer leads, and comes back", async () => {
  for (const id of ["a", "b"]) join(id);
  const first = await leader();
  await endSessions(members.indexOf(first) === 0 ? "a" : "b");
  await vi.waitFor(() => expect(first.connected).toEqual([true, false, true]), 5000);
  await leader();
});
