import { FormOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { fillDraft, newCaseKey } from '../cases/drafts.ts'
import { valueText } from '../cases/form-values.ts'
import { useCaseTypes } from '../cases/use-case-types.ts'
import { startCase } from '../frame/location.ts'
import { useStore } from '../frame/store.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { PreparedCase } from '../http/agent-contract.ts'
import { sessions } from '../sign-in/session.ts'

/** A form that the assistant filled in: the reader opens it, checks it and sends it. */
export function PreparedForm({ solution, prepared }: Readonly<{ solution: string; prepared: PreparedCase }>): ReactNode {
  const { language, write } = useTexts()
  const { types } = useCaseTypes(solution)
  const person = useStore(sessions)[solution]?.person?.id ?? ''
  const { type: key, title, fields, problems } = prepared
  const type = types.find((one) => one.key === key)
  const titleOf = (field: string): string => type?.fields.find((one) => one.key === field)?.title[language] ?? field
  return (
    <section className="prepared-form" data-testid="prepared-form">
      <h3 className="section-heading">
        <FormOutlined aria-hidden="true" /> {write('agentPrepared', { type: title[language] })}
      </h3>
      <dl>
        {Object.entries(fields).map(([field, value]) => (
          <div key={field}>
            <dt>{titleOf(field)}</dt>
            <dd>{valueText(value)}</dd>
          </div>
        ))}
        {problems.map(({ field, message }) => (
          <div key={`${field} ${message.en}`} className="prepared-left">
            <dt>{titleOf(field)}</dt>
            <dd>{message[language]}</dd>
          </div>
        ))}
      </dl>
      <Button
        type="primary"
        data-testid="open-prepared"
        onClick={() => {
          fillDraft(newCaseKey(solution, person, key), fields)
          startCase(key)
        }}
      >
        {write('agentOpenForm')}
      </Button>
    </section>
  )
}
