import type { Plan } from "#lib/plans/schema.ts";

/** The plans of this installation. Nothing if there is only one, because then there is nothing to choose. */
export function PlanList({ plans }: { plans: Plan[] }) {
  if (plans.length < 2) return null;
  return (
    <section aria-labelledby="plans" className="border-t bg-surface">
      <div className="mx-auto w-full max-w-6xl px-5 py-16 sm:px-8 sm:py-20">
        <h2 id="plans" className="font-display text-3xl tracking-[-0.01em] sm:text-4xl">
          Plans
        </h2>
        <ul className="mt-10 grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-4">
          {plans.map((plan) => (
            <li key={plan.id} className="min-w-0 border-line-strong border-t pt-5">
              <h3 className="wrap-anywhere font-medium text-lg">{plan.name}</h3>
              <ul className="mt-2 text-muted tabular-nums">
                {factsOf(plan).map((fact) => (
                  <li key={fact}>{fact}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function factsOf(plan: Plan): string[] {
  const { monthly_quota: quota, max_active_keys: keys } = plan;
  return [
    rateOf(plan),
    ...(quota === null ? [] : [`${amount(quota)} requests per month`]),
    ...(keys === null ? [] : [`${amount(keys)} active ${keys === 1 ? "key" : "keys"}`]),
  ];
}

const amount = (value: number) => value.toLocaleString("en");

function rateOf({ requests_per_minute: rate, contact_sales: byAgreement }: Plan): string {
  if (rate === null) return byAgreement ? "Limits by agreement" : "No rate limit";
  return `${amount(rate)} requests per minute`;
}
