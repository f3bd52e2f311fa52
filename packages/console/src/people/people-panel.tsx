import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DepartmentInfo, PersonInfo } from '../http/people-contract.ts'
import { getJson, postJson, putJson, solutionPath } from '../http/request.ts'
import { ImportPeople } from './import-people.tsx'
import { PersonDialog } from './person-dialog.tsx'

/** The people of a solution: added, changed, shut out, imported; and its departments. */
export function PeoplePanel({ solution }: Readonly<{ solution: string }>): ReactNode {
  const { language, write } = useTexts()
  const path = solutionPath(solution, 'people')
  const [open, setOpen] = useState<PersonInfo | 'new'>()
  const [filter, setFilter] = useState('')
  const loaded = useLoaded(path, async (options) => {
    const [{ people }, { departments }] = await Promise.all([
      getJson<Readonly<{ people: readonly PersonInfo[] }>>(`${path}?limit=999`, options),
      getJson<Readonly<{ departments: readonly DepartmentInfo[] }>>(solutionPath(solution, 'departments'), options),
    ])
    return { people, departments }
  })
  const { attempt, problem } = useAttempt(loaded.reload)
  const { people = [], departments = [] } = loaded.value ?? {}
  const wanted = filter.trim().toLowerCase()
  const shown = people.filter(({ login, name }) => `${login} ${name}`.toLowerCase().includes(wanted))
  const disable = ({ id, disabled }: PersonInfo): void =>
    attempt(() => putJson(solutionPath(solution, 'people', id, 'disabled'), { disabled: disabled !== true }, { language }))
  return (
    <>
      <div className="filter-bar">
        <Input
          className="filter-text"
          allowClear
          value={filter}
          placeholder={write('peopleFilter')}
          aria-label={write('peopleFilter')}
          onChange={({ target }) => setFilter(target.value)}
        />
        <Button type="primary" onClick={() => setOpen('new')} data-testid="person-add">
          {write('personAdd')}
        </Button>
        <ImportPeople solution={solution} onDone={loaded.reload} />
      </div>
      <InlineProblem problem={problem ?? loaded.problem} />
      <ul className="work-list" aria-busy={loaded.loading} data-testid="people-list">
        {shown.map((person) => (
          <PersonLine
            key={person.id}
            person={person}
            department={departments.find(({ id }) => id === person.departmentId)?.name ?? ''}
            onChange={() => setOpen(person)}
            onDisable={() => disable(person)}
          />
        ))}
      </ul>
      <Departments {...{ solution, departments }} onDone={loaded.reload} />
      {open !== undefined && (
        <PersonDialog
          {...{ solution, departments }}
          person={open === 'new' ? undefined : open}
          onDone={loaded.reload}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

type PersonProps = Readonly<{ person: PersonInfo; department: string; onChange: () => void; onDisable: () => void }>

function PersonLine({ person: { login, name, roles = [], disabled }, department, onChange, onDisable }: PersonProps): ReactNode {
  const { write } = useTexts()
  return (
    <li className="work-item">
      <span className="work-main">
        <strong>
          {name} <span className="case-no">{login}</span>
        </strong>
        <span className="work-about">{[department, ...roles].filter((one) => one !== '').join(' \u00b7 ')}</span>
      </span>
      <span className="work-tags">
        {disabled === true && <Tag tone="bad">{write('personDisabled')}</Tag>}
        <Button size="small" onClick={onChange} data-testid={`person-${login}`}>
          {write('personChange')}
        </Button>
        <Button size="small" danger={disabled !== true} onClick={onDisable}>
          {write(disabled === true ? 'personEnable' : 'personDisable')}
        </Button>
      </span>
    </li>
  )
}

type DepartmentsProps = Readonly<{ solution: string; departments: readonly DepartmentInfo[]; onDone: () => void }>

function Departments({ solution, departments, onDone }: DepartmentsProps): ReactNode {
  const { language, write } = useTexts()
  const [key, setKey] = useState('')
  const [name, setName] = useState('')
  const { attempt, busy, problem } = useAttempt(() => {
    setKey('')
    setName('')
    onDone()
  })
  const add = (): Promise<unknown> =>
    postJson(solutionPath(solution, 'departments'), { key: key.trim(), name: name.trim() }, { language })
  return (
    <section aria-label={write('departments')}>
      <h2 className="section-title">{write('departments')}</h2>
      <p className="panel-hint">{departments.map((one) => `${one.name} (${one.key})`).join(' · ')}</p>
      <div className="people-form">
        <Input
          value={key}
          placeholder={write('departmentKey')}
          aria-label={write('departmentKey')}
          onChange={({ target }) => setKey(target.value)}
        />
        <Input
          value={name}
          placeholder={write('departmentName')}
          aria-label={write('departmentName')}
          onChange={({ target }) => setName(target.value)}
        />
        <Button loading={busy} disabled={key.trim() === '' || name.trim() === ''} onClick={() => attempt(add)}>
          {write('departmentAdd')}
        </Button>
      </div>
      <InlineProblem problem={problem} />
    </section>
  )
}
