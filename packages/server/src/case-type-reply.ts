import { allowedValues, beginningFields, caseGraph, type CaseDefinition, type CaseField, type CaseState } from '@kaiwu/cases'
import type { z } from 'zod'
import { bothLanguages } from './both-languages.ts'
import type { caseType } from './schemas/case-type.ts'

type CaseTypeReply = z.output<typeof caseType>
type FieldReply = CaseTypeReply['fields'][number]

/** Tells a case type as the API does. */
export function caseTypeReply(definition: CaseDefinition, mayStart: boolean): CaseTypeReply {
  const { key, title, hash, start, fields, states, deadlines, calendar, cancel } = definition
  const beginning = beginningFields(definition)
  return {
    key,
    title: bothLanguages(title),
    definition: hash,
    mayStart,
    start,
    fields: [...fields.values()].map((field) => ({
      ...fieldReply(definition, field),
      ...(beginning[field.key] ? { rows: beginning[field.key] as NonNullable<FieldReply['rows']> } : {}),
    })),
    states: [...states.values()].map((state) => stateReply(definition, state)),
    deadlines: [...deadlines.values()].map((deadline) => ({
      key: deadline.key,
      title: bothLanguages(deadline.title),
      ...(deadline.basis === undefined ? {} : { basis: bothLanguages(deadline.basis) }),
      extendable: deadline.extend !== undefined,
    })),
    ...(calendar === undefined
      ? {}
      : { calendar: { weekend: [...calendar.weekend], years: [...calendar.years], days: Object.values(calendar.days) } }),
    cancellable: cancel !== undefined,
    graph: { zh: caseGraph(definition, 'zh'), en: caseGraph(definition, 'en') },
  }
}

function fieldReply(definition: CaseDefinition, field: CaseField): FieldReply {
  const { sensitive = false, columns } = field
  return {
    ...partReply(definition, field.key, field),
    sensitive: sensitive !== false,
    ...(columns === undefined
      ? {}
      : { columns: Object.entries(columns).map(([key, column]) => partReply(definition, key, column)) }),
  }
}

type Who = NonNullable<CaseState['approval']>['by'][number][number]

type Part = Omit<NonNullable<CaseField['columns']>[string], 'type'> & Pick<CaseField, 'type'>

function partReply(definition: CaseDefinition, key: string, part: Part): Omit<FieldReply, 'sensitive' | 'columns'> {
  const { type, title = key, help, required = false, unit, min, max, minLength, maxLength, pattern, values } = part
  return {
    key,
    type,
    title: bothLanguages(title),
    ...(help === undefined ? {} : { help: bothLanguages(help) }),
    required,
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(values === undefined ? {} : { values: [...allowedValues(definition, values)] }),
  }
}

/** Whom a seat is for, in words. */
function signerReply({ fields }: CaseDefinition, whos: readonly Who[]): CaseTypeReply['title'] {
  const words = whos.map((who) => {
    if (who.kind === 'initiator') return { zh: '发起人', en: 'initiator' }
    if (who.kind === 'role') return { zh: who.role, en: who.role }
    if (who.kind === 'person') return { zh: who.login, en: who.login }
    const { zh, en } = bothLanguages(fields.get(who.field)?.title ?? who.field)
    return who.kind === 'headOf' ? { zh: `${zh}负责人`, en: `head of ${en}` } : { zh, en }
  })
  return { zh: words.map(({ zh }) => zh).join('、'), en: words.map(({ en }) => en).join(', ') }
}

function stateReply(
  definition: CaseDefinition,
  { key, title, end, actions, approval, on }: CaseState,
): CaseTypeReply['states'][number] {
  return {
    key,
    title: bothLanguages(title),
    end,
    actions: [...actions.values()].map((action) => ({
      key: action.key,
      title: bothLanguages(action.title),
      to: action.to,
      form: [...action.form],
      comment: action.comment,
      sign: action.sign,
    })),
    ...(approval
      ? {
          approval: {
            mode: approval.mode,
            signers: approval.by.map((whos) => signerReply(definition, whos)),
            form: [...approval.form],
            returnTo: [...approval.returnTo],
            allow: [...approval.allow],
            comment: approval.comment,
            sign: approval.sign,
          },
        }
      : {}),
    events: [...on.keys()],
  }
}
