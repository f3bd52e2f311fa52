import { Button, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseInfo, CaseType } from '../http/case-contract.ts'
import type { Write } from '../texts.ts'
import type { ValuePlace } from './field-value.tsx'
import type { OpenCase } from './use-case.ts'

type Further = Readonly<{
  key: string
  label: string
  at: string
  /** What has to be chosen. */
  to?: Readonly<{ label: string; options: readonly Readonly<{ value: string; label: string }>[] }>
  comment: boolean
  body: Readonly<Record<string, string>>
}>

type Props = Readonly<{ info: CaseInfo; type: CaseType; open: OpenCase; place: ValuePlace; onDone: () => void }>

/** What else the reader may do with the case; only what the server says they may. */
export function FurtherPanel({ info, type, open, place, onDone }: Props): ReactNode {
  const { language, write } = useTexts()
  const [chosen, setChosen] = useState<string>()
  const all = furtherOf(info, type, place, language, write)
  const further = all.find(({ key }) => key === chosen)
  if (all.length === 0) return null
  return (
    <section className="panel no-print" aria-label={write('furtherTitle')} data-testid="further">
      <h2 className="section-title">{write('furtherTitle')}</h2>
      <p className="further">
        {all.map(({ key, label }) => (
          <Button key={key} size="small" onClick={() => setChosen(key)} data-testid={`further-${key}`}>
            {label}
          </Button>
        ))}
      </p>
      {further !== undefined && (
        <FurtherDialog further={further} open={open} onDone={onDone} onClose={() => setChosen(undefined)} />
      )}
    </section>
  )
}

function furtherOf(
  info: CaseInfo,
  type: CaseType,
  { people }: ValuePlace,
  language: 'zh' | 'en',
  write: Write,
): readonly Further[] {
  const { may, extend } = info.further
  const persons = {
    label: write('personName'),
    options: people.people
      .filter(({ disabled }) => disabled !== true)
      .map(({ id, name, login }) => ({ value: id, label: `${name} (${login})` })),
  }
  const states = {
    label: write('filterState'),
    options: type.states.map(({ key, title }) => ({ value: key, label: title[language] })),
  }
  const known: Readonly<Record<Exclude<(typeof may)[number], 'export'>, Further>> = {
    delegate: { key: 'delegate', label: write('delegate'), at: 'delegation', to: persons, comment: false, body: {} },
    addSigner: { key: 'addSigner', label: write('addSigner'), at: 'signers', to: persons, comment: false, body: {} },
    withdraw: { key: 'withdraw', label: write('withdraw'), at: 'withdrawal', comment: false, body: {} },
    reroute: { key: 'reroute', label: write('reroute'), at: 'reroute', to: states, comment: true, body: {} },
    cancel: { key: 'cancel', label: write('cancelCase'), at: 'cancellation', comment: true, body: {} },
  }
  const longer = extend.map((deadline): Further => {
    const title = info.deadlines.find(({ key }) => key === deadline)?.title[language] ?? deadline
    return {
      key: `extend ${deadline}`,
      label: write('extend', { deadline: title }),
      at: 'extension',
      comment: true,
      body: { deadline },
    }
  })
  return [...may.flatMap((one) => (one === 'export' ? [] : [known[one]])), ...longer]
}

type DialogProps = Readonly<{ further: Further; open: OpenCase; onDone: () => void; onClose: () => void }>

function FurtherDialog({ further: { at, to, label, comment, body }, open, onDone, onClose }: DialogProps): ReactNode {
  const { write } = useTexts()
  const [target, setTarget] = useState<string>()
  const [said, setSaid] = useState('')
  const { attempt, busy, problem } = useAttempt(() => {
    onClose()
    onDone()
  })
  const ready = (to === undefined || target !== undefined) && (!comment || said.trim() !== '')
  const go = (): void =>
    attempt(() =>
      open.decide([at], {
        ...body,
        ...(target === undefined ? {} : { to: target }),
        ...(said.trim() === '' ? {} : { comment: said.trim() }),
      }),
    )
  return (
    <Modal
      open
      title={label}
      okText={label}
      cancelText={write('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: !ready, 'data-testid': 'further-send' }}
      onOk={go}
      onCancel={onClose}
    >
      {to !== undefined && (
        <Labelled label={to.label} required>
          {(ties) => (
            <NamedSelect
              {...ties}
              className="choice-input"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={write('choose')}
              options={[...to.options]}
              value={target ?? null}
              data-testid="further-to"
              onChange={(now: string | null) => setTarget(now ?? undefined)}
            />
          )}
        </Labelled>
      )}
      <Labelled label={write('comment')} required={comment}>
        {(ties) => (
          <Input.TextArea
            {...ties}
            autoSize={{ minRows: 2 }}
            maxLength={4000}
            value={said}
            data-testid="further-comment"
            onChange={({ target: { value } }) => setSaid(value)}
          />
        )}
      </Labelled>
      <InlineProblem problem={problem} />
    </Modal>
  )
}
