import { userInfo } from 'node:os'
import type { Actor } from '@kaiwu/cases'

/** Whoever runs the command line on the machine, for the record: by the name of their account there. */
export function operatorActor(): Actor {
  return Object.freeze({ kind: 'system', id: 'command-line', name: accountName() })
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // In a container the account may have no name.
    return String(process.getuid?.() ?? '')
  }
}
