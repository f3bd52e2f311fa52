import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, CaseInfo, Values } from '../http/case-contract.ts'
import type { Problem } from '../http/request-problem.ts'
import { useDemo } from '../sign-in/session.ts'
import type { Deed } from './deeds.ts'
import { FieldValue, type ValuePlace } from './field-value.tsx'
import { isEmpty } from './form-values.ts'

type Props = Readonly<{
  info: CaseInfo
  deed: Deed
  title: string
  comment: string
  /** What the case will hold once it is signed, of the fields that the reader changed. */
  changed: Values
  fields: readonly CaseField[]
  place: ValuePlace
  busy: boolean
  problem: Problem | undefined
  onSign: (password: string | undefined) => void
  onCancel: () => void
}>

/** What is about to be signed, and where it is asked for the password. */
export function SignDialog(props: Props): ReactNode {
  const { info, deed, title, busy, problem, onSign, onCancel } = props
  const { language, write } = useTexts()
  const invented = useDemo(props.place.solution)?.password
  const [password, setPassword] = useState(invented ?? '')
  const asks = deed.sign === 'password'
  const sign = (): void => {
    if (!asks || password !== '') onSign(asks ? password : undefined)
  }
  return (
    <Modal
      open
      title={title}
      okText={write('signConfirm')}
      cancelText={write('cancel')}
      confirmLoading={busy}
      okButtonProps={{ danger: deed.danger, disabled: asks && password === '', 'data-testid': 'sign-confirm' }}
      onOk={sign}
      onCancel={onCancel}
    >
      <p className="sign-what">
        {info.title[language]} <span className="figure">{info.no}</span>
      </p>
      <SignedContents {...props} />
      {asks && (
        <Labelled label={write('signPassword')} help={invented === undefined ? undefined : write('demoPassword')}>
          {(ties) => (
            <Input.Password
              {...ties}
              autoFocus
              autoComplete="current-password"
              value={password}
              data-testid="sign-password"
              onChange={({ target }) => setPassword(target.value)}
              onPressEnter={sign}
            />
          )}
        </Labelled>
      )}
      <InlineProblem problem={problem} />
    </Modal>
  )
}

/** What is signed: what the case will hold, what a check found, the comment, and the hash of what is shown. */
function SignedContents({ info, comment, changed, fields, place }: Props): ReactNode {
  const { language, write } = useTexts()
  return (
    <>
      <p className="sign-label">{write('signContents')}</p>
      <ScrollRegion className="sign-contents" label={write('signContents')}>
        <dl>
          {fields
            .map((field) => ({ field, value: Object.hasOwn(changed, field.key) ? changed[field.key] : info.fields[field.key] }))
            .filter(({ field, value }) => !isEmpty(value) || Object.hasOwn(changed, field.key))
            .map(({ field, value }) => (
              <div key={field.key}>
                <dt>{field.title[language]}</dt>
                <dd>
                  <FieldValue field={field} value={value} place={place} />{' '}
                  {Object.hasOwn(changed, field.key) && <Tag tone="info">{write('signChanged')}</Tag>}
                </dd>
              </div>
            ))}
        </dl>
      </ScrollRegion>
      {info.findings.length > 0 && (
        <ul className="findings">
          {info.findings.map(({ id, message }) => (
            <li key={id}>{message[language]}</li>
          ))}
        </ul>
      )}
      {comment.trim() !== '' && (
        <p className="sign-comment">
          {write('comment')}: {comment}
        </p>
      )}
      <p className="sign-hash">
        {write('signHash')} <span className="hash">{info.shown}</span>
      </p>
    </>
  )
}
