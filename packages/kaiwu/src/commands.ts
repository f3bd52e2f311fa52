import type { Command } from './command.ts'
import { ask } from './commands/ask.ts'
import { check } from './commands/check.ts'
import { create } from './commands/create.ts'
import { doctor } from './commands/doctor.ts'
import { evaluate } from './commands/eval.ts'
import { ingest } from './commands/ingest.ts'
import { serve } from './commands/serve.ts'

/** Every command, in the order in which people come to need them. */
export const commands: readonly Command[] = Object.freeze([create, check, ingest, ask, serve, evaluate, doctor])
