import type { CaseApproval, CaseInfo, CaseState } from '../http/case-contract.ts'
import type { TextKey } from '../texts.ts'
import type { BothLanguages } from '../http/contract.ts'

/** One of the things a reader may do with a case that has a form. */
export type Deed = Readonly<{
  key: string
  title: BothLanguages | TextKey
  /** What stands behind the case in the address. */
  at: readonly string[]
  form: readonly string[]
  comment: 'never' | 'optional' | 'required'
  sign: 'click' | 'password'
  /** What is sent beside the form. */
  body: Readonly<Record<string, string>>
  danger: boolean
}>

const signatures = [
  { key: 'approve', words: 'approve', danger: false },
  { key: 'reject', words: 'reject', danger: true },
] as const

/** What the reader may do: the actions of the state, signing, or doing by hand what a step could not. */
export function deedsOf(info: CaseInfo, state: CaseState | undefined): readonly Deed[] {
  const acted = info.actions.map(({ key, title, form, comment, sign }): Deed => ({
    key,
    title,
    at: ['actions', key],
    form,
    comment,
    sign,
    body: {},
    danger: false,
  }))
  const { byHand } = info.further
  const hand: readonly Deed[] =
    byHand === undefined
      ? []
      : [
          {
            key: 'by-hand',
            title: 'byHand',
            at: ['by-hand'],
            form: byHand,
            comment: 'required',
            sign: 'click',
            body: {},
            danger: false,
          },
        ]
  return [...acted, ...(info.maySign && state?.approval ? signed(state.approval) : []), ...hand]
}

function signed(approval: CaseApproval): readonly Deed[] {
  const deed = (key: string, title: TextKey, danger: boolean, to?: string): Deed => ({
    key: to === undefined ? key : `${key} ${to}`,
    title,
    at: ['signature'],
    form: approval.form,
    comment: wantsComment(approval, key),
    sign: approval.sign,
    body: { decision: key, ...(to === undefined ? {} : { to }) },
    danger,
  })
  return [
    ...signatures.map(({ key, words, danger }) => deed(key, words, danger)),
    ...approval.returnTo.map((to) => deed('return', 'returnTo', false, to)),
  ]
}

function wantsComment({ comment }: CaseApproval, decision: string): Deed['comment'] {
  if (comment === 'always' || (comment === 'onReject' && decision !== 'approve')) return 'required'
  return comment === 'never' ? 'never' : 'optional'
}
