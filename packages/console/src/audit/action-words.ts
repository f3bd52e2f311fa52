import type { Write } from '../texts.ts'

const words = {
  'case.started': 'doneCaseStarted',
  'case.entered': 'doneCaseEntered',
  'case.read': 'doneCaseRead',
  'case.acted': 'doneCaseActed',
  'case.signed': 'doneCaseSigned',
  'case.proposed': 'doneCaseProposed',
  'case.proposalDecided': 'doneCaseDecided',
  'case.fieldsSet': 'doneCaseSet',
  'case.stepDone': 'doneCaseStep',
  'case.stepFailed': 'doneCaseFailed',
  'case.checked': 'doneCaseChecked',
  'case.sent': 'doneCaseSent',
  'case.commented': 'doneCaseCommented',
  'case.cancelled': 'doneCaseCancelled',
  'case.ended': 'doneCaseEnded',
  'case.overdue': 'doneCaseOverdue',
  'export.case': 'doneCaseExport',
  'attachment.read': 'doneFileRead',
  'access.refused': 'doneRefused',
  'sign-in': 'doneSignIn',
  'sign-out': 'doneSignOut',
  'person.add': 'donePersonAdd',
  'person.change': 'donePersonChange',
  'person.disable': 'donePersonDisable',
  'person.enable': 'donePersonEnable',
  'person.password': 'donePassword',
  'key.make': 'doneKeyMake',
  'key.revoke': 'doneKeyRevoke',
  'department.add': 'doneDepartmentAdd',
  'department.change': 'doneDepartmentChange',
  'log.read': 'doneLogRead',
  'log.export': 'doneLogExport',
  'log.verify': 'doneLogVerify',
  'log.purge': 'doneLogPurge',
  'delivery.retry': 'doneDeliveryRetry',
  'job.retry': 'doneJobRetry',
} as const

/** The actions of the log that have a name for people, to choose from. */
export const knownActions: readonly string[] = Object.keys(words)

/** What an action of the log is called; undefined for one without a name, which goes by its own word. */
export function actionWords(action: string, write: Write): string | undefined {
  return Object.hasOwn(words, action) ? write(words[action as keyof typeof words]) : undefined
}
