export function serveCase(
  casePath: string,
  words?: readonly string[],
): Promise<{ address: string; token: string | null; pid: number; stop(signal?: NodeJS.Signals): Promise<void> }>;
