import type { CaseDefinition } from '../definition/case-definition.ts'
import type { CaseTypeRights } from '../people/rights-table.ts'

/**
 * What a case type lets its roles do: see the cases of their department, or all where cases belong to none, and act where they are
 * asked to; whoever takes part sees what is sensitive. Who may take which action is a matter of the action.
 */
export function caseRights({ key, roles, readers, starters, department }: CaseDefinition): CaseTypeRights {
  const reach = department === undefined ? 'all' : 'department'
  const starting = starters.flatMap((who) => (who.kind === 'role' ? [who.role] : []))
  return {
    caseType: key,
    grants: [
      ...(starting.length > 0 ? starting : ['member']).map((role) => ({ role, reach: 'all', may: ['case.start'] }) as const),
      ...[...roles.keys()].map((role) => ({ role, reach, may: ['case.read', 'case.act', 'case.export'] }) as const),
      ...readers.map((role) => ({ role, reach, may: ['case.read', 'case.export'] }) as const),
      ...(['own', 'named'] as const).map(
        (own) => ({ role: 'member', reach: own, may: ['case.export', 'case.read-sensitive'] }) as const,
      ),
    ],
  }
}
