/* Writes a backtrace when a signal ends the program, as many daemons do. */
#include <execinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void write_backtrace(int number)
{
    void *frames[32];
    backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_crashes(void)
{
    int numbers[] = {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], write_backtrace);
}
