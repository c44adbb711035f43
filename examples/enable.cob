      *> Turns on Salesforce sync for each customer whose id is on a line
      *> of standard input; prints name, status and revenue.
      *> Build: cobc -x -fstatic-call -I FOLDER enable.cob -lfusebill
      *> FOLDER is that of fusebill.cpy: bindings/legacy/cobol/generated
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ENABLE.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ID-LIST ASSIGN TO KEYBOARD
               ORGANIZATION IS LINE SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD  ID-LIST.
       01  ID-LINE                 PIC X(80).
       WORKING-STORAGE SECTION.
           COPY "fusebill.cpy".
       01  FIELD-TEXT              USAGE POINTER.
       01  FIELD-STATUS            USAGE BINARY-LONG.
       01  POINTER-TEXT            PIC X(60).
       01  FIELD-VALUE             PIC X(200).
       01  EXIT-CODE               USAGE BINARY-LONG VALUE 0.
       01  END-OF-LIST             PIC X VALUE "N".
       LINKAGE SECTION.
       01  C-TEXT                  PIC X(200).
       PROCEDURE DIVISION.
       MAIN-PARAGRAPH.
           CALL "fusebill_client_new" USING BY VALUE NO-TEXT
               BY VALUE NO-TEXT BY REFERENCE FB-CLIENT
               BY REFERENCE JSON-TEXT RETURNING FB-STATUS
           IF NOT FB-OK
               PERFORM SHOW-ERROR
               MOVE FB-STATUS TO RETURN-CODE
               STOP RUN
           END-IF
           OPEN INPUT ID-LIST
           PERFORM UNTIL END-OF-LIST = "Y"
               READ ID-LIST
                   AT END MOVE "Y" TO END-OF-LIST
                   NOT AT END
                       INSPECT ID-LINE REPLACING ALL X"09" BY SPACE
                           ALL X"0D" BY SPACE
                       IF ID-LINE NOT = SPACES
                           PERFORM CHECK-ONE
                       END-IF
               END-READ
           END-PERFORM
           CLOSE ID-LIST
           CALL "fusebill_client_free" USING BY VALUE FB-CLIENT
           MOVE EXIT-CODE TO RETURN-CODE
           STOP RUN.

      *> An id has at most eighteen digits, and nothing else.
       CHECK-ONE.
           IF FUNCTION TRIM(ID-LINE) IS NUMERIC AND
               FUNCTION LENGTH(FUNCTION TRIM(ID-LINE)) < 19
               PERFORM ENABLE-ONE
           ELSE
               DISPLAY FUNCTION TRIM(ID-LINE) ": not an id" UPON SYSERR
               MOVE 1 TO EXIT-CODE
           END-IF.

       ENABLE-ONE.
           COMPUTE CUSTOMER-ID = FUNCTION NUMVAL(ID-LINE)
           CALL "fusebill_enable_synch" USING BY VALUE FB-CLIENT
               BY VALUE CUSTOMER-ID BY VALUE NO-TEXT
               BY REFERENCE JSON-TEXT RETURNING FB-STATUS
           EVALUATE TRUE
               WHEN FB-OK
                   MOVE "/companyName" TO POINTER-TEXT
                   PERFORM GET-FIELD
                   DISPLAY FUNCTION TRIM(FIELD-VALUE) ": "
                       WITH NO ADVANCING
                   MOVE "/salesforceSynchStatus" TO POINTER-TEXT
                   PERFORM GET-FIELD
                   DISPLAY FUNCTION TRIM(FIELD-VALUE) ", "
                       WITH NO ADVANCING
                   MOVE "/monthlyRecurringRevenue" TO POINTER-TEXT
                   PERFORM GET-FIELD
                   DISPLAY FUNCTION TRIM(FIELD-VALUE)
               WHEN FB-NOT-FOUND
                   DISPLAY FUNCTION TRIM(ID-LINE) ": no such customer"
                   MOVE FB-STATUS TO EXIT-CODE
               WHEN OTHER
                   PERFORM SHOW-ERROR
                   MOVE FB-STATUS TO EXIT-CODE
           END-EVALUATE
           CALL "fusebill_string_free" USING BY VALUE JSON-TEXT.

       SHOW-ERROR.
           MOVE "/message" TO POINTER-TEXT
           PERFORM GET-FIELD
           DISPLAY FUNCTION TRIM(FIELD-VALUE) UPON SYSERR.

      *> The field that POINTER-TEXT names; spaces if it is missing.
       GET-FIELD.
           MOVE SPACES TO FIELD-VALUE
           INSPECT POINTER-TEXT REPLACING FIRST SPACE BY LOW-VALUE
           CALL "fusebill_json_get" USING BY VALUE JSON-TEXT
               BY REFERENCE POINTER-TEXT BY REFERENCE FIELD-TEXT
               RETURNING FIELD-STATUS
           IF FIELD-STATUS = 0
               CALL "fusebill_string_length" USING BY VALUE FIELD-TEXT
                   RETURNING TEXT-LENGTH
               SET ADDRESS OF C-TEXT TO FIELD-TEXT
               IF TEXT-LENGTH > 200
                   MOVE 200 TO TEXT-LENGTH
               END-IF
               IF TEXT-LENGTH > 0
                   MOVE C-TEXT(1:TEXT-LENGTH) TO FIELD-VALUE
               END-IF
               CALL "fusebill_string_free" USING BY VALUE FIELD-TEXT
           END-IF.
