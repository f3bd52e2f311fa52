import { Button, Input, Popconfirm } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { KeyInfo, SessionInfo } from '../http/people-contract.ts'
import { deleteAt, getJson, postJson, solutionPath } from '../http/request.ts'
import { formatWhen } from '../tasks/when.ts'

const caseScopes = ['case.start', 'case.read', 'case.act', 'case.export', 'case.read-sensitive'] as const
// What no key may do is not offered.
const never: readonly string[] = ['people.write', 'password.write', 'keys.write', 'settings.write']

/** The reader's own keys for programs: made, shown once, revoked. */
export function KeysPanel({ solution, session }: Readonly<{ solution: string; session: SessionInfo }>): ReactNode {
  const { language, write } = useTexts()
  const path = solutionPath(solution, 'keys')
  const loaded = useLoaded(path, (options) => getJson<Readonly<{ keys: readonly KeyInfo[] }>>(path, options))
  const [label, setLabel] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>([])
  const [made, setMade] = useState('')
  const { attempt, busy, problem } = useAttempt(loaded.reload)
  const offered = [...new Set([...session.may, ...caseScopes])].filter((scope) => !never.includes(scope))
  const make = async (): Promise<void> => {
    const { key } = await postJson<Readonly<{ key: string }>>(path, { label: label.trim(), scopes }, { language })
    setMade(key)
    setLabel('')
  }
  return (
    <>
      <p className="page-intro">{write('keysIntro')}</p>
      <div className="people-form">
        <Labelled label={write('keyLabel')}>
          {(ties) => <Input {...ties} value={label} data-testid="key-label" onChange={({ target }) => setLabel(target.value)} />}
        </Labelled>
        <Labelled label={write('keyScopes')}>
          {(ties) => (
            <NamedSelect
              {...ties}
              mode="multiple"
              className="people-select"
              options={offered.map((scope) => ({ value: scope, label: scope }))}
              value={[...scopes]}
              onChange={(now: string[]) => setScopes(now)}
            />
          )}
        </Labelled>
        <Button type="primary" loading={busy} disabled={label.trim() === '' || scopes.length === 0} onClick={() => attempt(make)}>
          {write('keyMake')}
        </Button>
      </div>
      <InlineProblem problem={problem ?? loaded.problem} />
      {made !== '' && (
        <p className="alert alert-warn" role="status">
          {write('keyOnce')} <code className="secret">{made}</code>
        </p>
      )}
      <ul className="work-list">
        {(loaded.value?.keys ?? []).map((key) => (
          <KeyLine
            key={key.id}
            info={key}
            onRevoke={() => attempt(() => deleteAt(solutionPath(solution, 'keys', key.id), { language }))}
          />
        ))}
      </ul>
    </>
  )
}

function KeyLine({ info, onRevoke }: Readonly<{ info: KeyInfo; onRevoke: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const { label, prefix, scopes, createdAt, lastUsedAt, revokedAt } = info
  return (
    <li className="work-item">
      <span className="work-main">
        <strong>
          {label} <span className="case-no">{prefix}…</span>
        </strong>
        <span className="work-about">{scopes.join(' \u00b7 ')}</span>
        <span className="work-about">
          {write('keyMade', { when: formatWhen(createdAt, language) })}
          {lastUsedAt !== undefined && ` \u00b7 ${write('keyUsed', { when: formatWhen(lastUsedAt, language) })}`}
        </span>
      </span>
      {revokedAt === undefined ? (
        <Popconfirm title={write('keyRevokeSure', { name: label })} cancelText={write('cancel')} onConfirm={onRevoke}>
          <Button size="small" danger>
            {write('keyRevoke')}
          </Button>
        </Popconfirm>
      ) : (
        <Tag tone="plain">{write('keyRevoked')}</Tag>
      )}
    </li>
  )
}
