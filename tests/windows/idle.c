/* Prints that it is running, and then does nothing: while a program runs, Wine does not start and stop its services with
   every other one. */
#include <stdio.h>
#include <windows.h>

int main(void) {
    puts("ready");
    fflush(stdout);
    Sleep(INFINITE);
    return 0;
}
