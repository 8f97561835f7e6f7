import * as React from "react";
import { cn } from "@/lib/utils";

export const Badge = ({ className, ...props }: React.HTMLAttributes<HTMLSpanElement>) => (
  <span
    className={cn("inline-flex rounded-full bg-muted px-2.5 py-0.5 text-xs font-medium text-muted-foreground", className)}
    {...props}
  />
);
