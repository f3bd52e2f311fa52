import { Select, type SelectProps } from 'antd'
import { type ReactNode, useLayoutEffect, useRef } from 'react'

type Option = NonNullable<SelectProps['options']>[number]

/** A select whose list of options bears its name too: Ant Design leaves the list without one. */
export function NamedSelect<Value, Data extends Option = Option>(props: SelectProps<Value, Data>): ReactNode {
  const { id, 'aria-label': label } = props
  return (
    <Select<Value, Data>
      {...props}
      popupRender={(list) => (
        <NamedList id={id} label={label}>
          {list}
        </NamedList>
      )}
    />
  )
}

type ListProps = Readonly<{ id: string | undefined; label: string | undefined; children: ReactNode }>

function NamedList({ id, label, children }: ListProps): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  // After every render, since an empty list and a filled one are two elements.
  useLayoutEffect(() => {
    const [named] = id === undefined ? [] : document.querySelectorAll(`label[for="${CSS.escape(id)}"]`)
    place.current?.querySelector('[role=listbox]')?.setAttribute('aria-label', label ?? named?.textContent ?? '')
  })
  return <div ref={place}>{children}</div>
}
