import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { NamedSelect } from '../frame/named-select.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DepartmentInfo, PersonInfo } from '../http/people-contract.ts'
import { postJson, putJson, solutionPath } from '../http/request.ts'

type Props = Readonly<{
  solution: string
  departments: readonly DepartmentInfo[]
  /** Absent: a new one. */
  person: PersonInfo | undefined
  onDone: () => void
  onClose: () => void
}>

const known = ['administrator', 'author', 'auditor']

type Typed = Readonly<{
  login: string
  name: string
  departmentId?: string | undefined
  roles: readonly string[]
  password: string
}>

/** Adds a person or changes one; a password typed here becomes theirs. */
export function PersonDialog({ solution, departments, person, onDone, onClose }: Props): ReactNode {
  const { language, write } = useTexts()
  const { login = '', name = '', departmentId, roles = [] } = person ?? {}
  const [typed, setTyped] = useState<Typed>({ login, name, departmentId, roles, password: '' })
  const { attempt, busy, problem } = useAttempt(() => {
    onDone()
    onClose()
  })
  const save = async (): Promise<void> => {
    const { password } = typed
    const shared = { login: typed.login.trim(), name: typed.name.trim(), roles: typed.roles }
    if (person === undefined) {
      const department = typed.departmentId === undefined ? {} : { departmentId: typed.departmentId }
      const body = { ...shared, ...department, ...(password === '' ? {} : { password }) }
      await postJson(solutionPath(solution, 'people'), body, { language })
      return
    }
    const path = solutionPath(solution, 'people', person.id)
    await putJson(path, { ...shared, departmentId: typed.departmentId ?? null }, { language })
    if (password !== '') await putJson(`${path}/password`, { password }, { language })
  }
  return (
    <Modal
      open
      title={write(person === undefined ? 'personAdd' : 'personChange')}
      okText={write('personSave')}
      cancelText={write('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: typed.login.trim() === '' || typed.name.trim() === '', 'data-testid': 'person-save' }}
      onOk={() => attempt(save)}
      onCancel={onClose}
    >
      <div className="person-form">
        <PersonInputs
          {...{ typed, departments }}
          isNew={person === undefined}
          onType={(part) => setTyped((last) => ({ ...last, ...part }))}
        />
        <InlineProblem problem={problem} />
      </div>
    </Modal>
  )
}

type InputsProps = Pick<Props, 'departments'> & Readonly<{ typed: Typed; isNew: boolean; onType: (part: Partial<Typed>) => void }>

function PersonInputs({ typed, departments, isNew, onType }: InputsProps): ReactNode {
  const { write } = useTexts()
  return (
    <>
      {(['login', 'name'] as const).map((name) => (
        <Labelled key={name} label={write(name === 'login' ? 'login' : 'personName')} required>
          {(ties) => (
            <Input
              {...ties}
              value={typed[name]}
              data-testid={`person-${name}`}
              onChange={({ target }) => onType({ [name]: target.value })}
            />
          )}
        </Labelled>
      ))}
      <Labelled label={write('department')}>
        {(ties) => (
          <NamedSelect
            {...ties}
            allowClear
            className="people-select"
            value={typed.departmentId ?? null}
            options={departments.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(now: string | null | undefined) => onType({ departmentId: now ?? undefined })}
          />
        )}
      </Labelled>
      <Labelled label={write('personRoles')} help={write('personRolesHint')}>
        {(ties) => (
          <NamedSelect
            {...ties}
            mode="tags"
            className="people-select"
            value={[...typed.roles]}
            options={known.map((role) => ({ value: role, label: role }))}
            onChange={(now: string[]) => onType({ roles: now })}
          />
        )}
      </Labelled>
      <Labelled label={write('passwordNew')} help={write(isNew ? 'passwordRule' : 'personPasswordHint')}>
        {(ties) => (
          <Input.Password
            {...ties}
            autoComplete="new-password"
            value={typed.password}
            data-testid="person-password"
            onChange={({ target }) => onType({ password: target.value })}
          />
        )}
      </Labelled>
    </>
  )
}
