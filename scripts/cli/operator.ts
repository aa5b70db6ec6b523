import type { Cli } from "./command.ts";
import { did, Refusal, shows } from "./output.ts";
import { changeUser, findUser } from "./people.ts";
import * as values from "./values.ts";

export function addOperator(cli: Cli): void {
  const operator = cli
    .command("operator")
    .description("The people who run this installation.")
    .helpCommand(false) as Cli;
  (operator.command("add") as Cli)
    .summary("make a user an operator")
    .description(
      "Makes a user an operator, from their next request on. They need an account: see user create.",
    )
    .argument("EMAIL", "", values.user)
    .does(async ([email]: [string]) => {
      const user = await findUser(email);
      if (user.suspendedAt) throw new Refusal(`${user.email} is suspended. Resume them first.`);
      if (user.operator) throw new Refusal(`${user.email} is already an operator.`);
      await changeUser(user, { operator: true });
      return did(`${user.email} is an operator.`, { id: user.id, email: user.email, operator: true });
    });
  (operator.command("remove") as Cli)
    .summary("make an operator a normal user again")
    .description("Takes the operator's rights away, from their next request on.")
    .argument("EMAIL", "", values.user)
    .does(async ([email]: [string]) => remove(email));
  (operator.command("list") as Cli)
    .summary("list the operators")
    .description("Lists the operators, and whether the flag or OPERATOR_EMAIL makes them one.")
    .does(async () => shows(await list()));
}

async function remove(email: string) {
  const { env } = await import("#env.ts");
  const user = await findUser(email);
  const listed = env.operatorEmails.includes(user.email);
  const advice = `OPERATOR_EMAIL makes ${user.email} an operator. Remove the address from it and restart the server.`;
  if (!user.operator) throw new Refusal(listed ? advice : `${user.email} is not an operator.`);
  await changeUser(user, { operator: false });
  const data = { id: user.id, email: user.email, operator: listed };
  if (listed) return did(`The flag is removed, but ${advice}`, data);
  const others = (await list()).filter(({ suspended }) => !suspended);
  const warning =
    others.length > 0 ? "" : " Nobody is one now. To add one: npm run cli -- operator add EMAIL";
  return did(`${user.email} is no longer an operator.${warning}`, data);
}

async function list() {
  const { env } = await import("#env.ts");
  const operators = await import("#db/queries/operators.ts");
  const { isOperator } = await import("#lib/actors/user-actor.ts");
  const found = await operators.candidates(env.operatorEmails);
  return found.filter(isOperator).map(({ id, email, name, operator, suspendedAt }) => ({
    id,
    email,
    name,
    by: operator ? "flag" : "OPERATOR_EMAIL",
    suspended: suspendedAt !== null,
  }));
}
