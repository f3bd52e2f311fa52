/** All that may be asked for: the closed list of words that routes, keys and the table of rights share. */
export const actions = Object.freeze([
  'answer.ask',
  'model.call',
  'knowledge.read',
  'knowledge.write',
  'case.start',
  'case.read',
  'case.act',
  'case.export',
  'case.read-sensitive',
  'case.repair',
  'people.names',
  'people.read',
  'people.write',
  'password.write',
  'keys.read',
  'keys.write',
  'keys.revoke',
  'sessions.end',
  'log.read',
  'cost.read',
  'settings.read',
  'settings.write',
] as const)

/** Something that may be asked for. */
export type Action = (typeof actions)[number]

/** An action on a case. */
export type CaseAction = Extract<Action, `case.${string}`>

/** Whether a word is an action. */
export function isAction(word: string): word is Action {
  return (actions as readonly string[]).includes(word)
}
