export type CalendarEvent = { summary: string; start: string };

/** Reads the events of an .ics file. */
export function parseCalendar(text: string): CalendarEvent[] {
  const events: CalendarEvent[] = [];
  let current: Partial<CalendarEvent> | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line === "BEGIN:VEVENT") current = {};
    else if (line === "END:VEVENT" && current) {
      events.push({ summary: current.summary ?? "Busy", start: current.start ?? "" });
      current = undefined;
    } else if (current && line.startsWith("SUMMARY:")) current.summary = line.slice(8);
    else if (current && line.startsWith("DTSTART")) current.start = line.slice(line.indexOf(":") + 1);
  }
  return events;
}
