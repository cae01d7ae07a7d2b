/** Compiles each schema when it is first needed: all of them at start took a third of it. */
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { isEmailAddress } from '../domain/email-address.ts'

type Validate = ReturnType<FastifySchemaCompiler<object>>

/** The one way in which our schemas are meant: unknown members are refused, nothing is converted. */
export function createAjv(more: Options = {}): Ajv {
  const ajv = new Ajv({
    useDefaults: true,
    removeAdditional: false,
    coerceTypes: false,
    strict: false,
    ...more,
  })
  ajv.addFormat('email', isEmailAddress)
  return ajv
}

export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const ajv = createAjv()
  return ({ schema, httpPart }) => {
    let compiled: ValidateFunction | undefined
    const validate: Validate = (given: unknown) => {
      compiled ??= ajv.compile(schema)
      if (httpPart === 'querystring') readIntegers(schema, given as Record<string, unknown>)
      const isValid = compiled(given)
      validate.errors = compiled.errors
      return isValid
    }
    return validate
  }
}

/** An integer in a URL is one only in its usual form: no hexadecimal, no exponent, no white space. */
function readIntegers(
  { properties = {} }: { readonly properties?: Readonly<Record<string, { readonly type?: string }>> },
  query: Record<string, unknown>,
): void {
  for (const [name, text] of Object.entries(query)) {
    const isInteger = Object.hasOwn(properties, name) && properties[name]?.type === 'integer'
    if (isInteger && typeof text === 'string' && /^(0|-?[1-9]\d*)$/.test(text)) query[name] = Number(text)
  }
}
