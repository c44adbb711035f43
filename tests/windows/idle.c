/* Says that it runs, and does nothing for as long as it lives: while a program runs, Wine does not begin and end its services
   with every other one. */
#include <stdio.h>
#include <windows.h>

int main(void) {
    puts("ready");
    fflush(stdout);
    Sleep(INFINITE);
    return 0;
}
