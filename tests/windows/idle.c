/* Does nothing for as long as it lives: while a program runs, Wine does not begin and end its services with every other one. */
#include <windows.h>

int main(void) {
    Sleep(INFINITE);
    return 0;
}
