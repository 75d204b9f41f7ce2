import type { EndpointConfig } from "../sizing/endpoint-plan.ts";

const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const weeksPerMonth = 365 / 12 / 7;

/** Instance-hours a month that the warm hours ask for; overlaps count twice. */
export function scheduledHoursPerMonth(warmHours: EndpointConfig["warmHours"]): number {
  const hours = warmHours.reduce((sum, { days, from, to, copies }) => {
    return sum + countDays(days) * (hourOf(to) - hourOf(from)) * copies * weeksPerMonth;
  }, 0);
  return Math.round(hours);
}

/** Days of the week in cron's words: `MON-FRI`, `SAT,SUN`, `*`. */
function countDays(days: string): number {
  if (days === "*") return dayNames.length;
  const named = days.split(",").flatMap((part) => {
    const [first = "", last = first] = part.split("-");
    const start = dayNames.indexOf(first);
    const length = ((dayNames.indexOf(last) - start + 7) % 7) + 1;
    return Array.from({ length }, (_, offset) => (start + offset) % 7);
  });
  return new Set(named).size;
}

function hourOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour + minute / 60;
}
