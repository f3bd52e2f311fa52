import type { Command } from './command.ts'
import { ask } from './commands/ask.ts'
import { audit } from './commands/audit.ts'
import { caseCommand } from './commands/case.ts'
import { check } from './commands/check.ts'
import { cost } from './commands/cost.ts'
import { create } from './commands/create.ts'
import { doctor } from './commands/doctor.ts'
import { evaluate } from './commands/eval.ts'
import { ingest } from './commands/ingest.ts'
import { key } from './commands/key.ts'
import { knowledge } from './commands/knowledge.ts'
import { mcp } from './commands/mcp.ts'
import { people } from './commands/people.ts'
import { search } from './commands/search.ts'
import { serve } from './commands/serve.ts'

/** Every command, in the order in which people come to need them. */
export const commands: readonly Command[] = Object.freeze([
  create,
  check,
  ingest,
  knowledge,
  ask,
  search,
  serve,
  mcp,
  people,
  caseCommand,
  audit,
  evaluate,
  cost,
  key,
  doctor,
])
