/** Makes of many calls few: the first is passed on at once, those that follow it within the time are passed on as one. */
export function mergeCalls(call: () => void, withinMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const pass = () => {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) pass();
    }, withinMs).unref();
    call();
  };
  return () => {
    if (timer) again = true;
    else pass();
  };
}
