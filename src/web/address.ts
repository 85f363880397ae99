/** The address of an account's page; a dot would look like a file's ending to the server. */
export function accountPath(account: string): string {
  return `/accounts/${encodeURIComponent(account).replaceAll('.', '%2E')}`;
}
