import { testFaults } from "#e2e/cluster/fault-suite.ts";
import { FAULTS } from "#e2e/cluster/faults.ts";

testFaults("postgresql", FAULTS);
