// Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
// Needs JNA: javac -cp jna.jar Enable.java, java -cp jna.jar:. Enable
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.math.BigDecimal;
import java.util.Scanner;

public final class Enable {
    interface Fusebill extends Library {
        int fusebill_client_new(String key, String options, PointerByReference client, PointerByReference json);
        void fusebill_client_free(Pointer client);
        int fusebill_enable_synch(Pointer client, long id, Pointer cancel, PointerByReference json);
        int fusebill_json_get(String json, String pointer, PointerByReference value);
        void fusebill_string_free(Pointer text);
    }

    // Windows: Native.load("fusebill", …), with the folder of fusebill.dll in jna.library.path.
    private static final Fusebill FUSEBILL = Native.load("libfusebill.so.0", Fusebill.class,
        java.util.Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));

    /** Copies a text of the library, and frees it. */
    private static String take(PointerByReference text) {
        Pointer pointer = text.getValue();
        String taken = pointer == null ? "" : pointer.getString(0, "UTF-8");
        FUSEBILL.fusebill_string_free(pointer);
        return taken;
    }

    private static String field(String json, String pointer) {
        PointerByReference value = new PointerByReference();
        FUSEBILL.fusebill_json_get(json, pointer, value);
        return take(value);
    }

    public static void main(String[] arguments) {
        PointerByReference client = new PointerByReference(), json = new PointerByReference();
        int exit = FUSEBILL.fusebill_client_new(null, null, client, json); // key: FUSEBILL_API_KEY
        if (exit != 0) {
            System.err.println(field(take(json), "/message"));
            System.exit(exit);
        }
        for (Scanner lines = new Scanner(System.in); lines.hasNextLine();) {
            String line = lines.nextLine().trim();
            if (!line.matches("\\d{1,18}")) {
                if (!line.isEmpty()) {
                    System.err.println("not an id: " + line);
                    exit = 1;
                }
                continue;
            }
            long id = Long.parseLong(line);
            int status = FUSEBILL.fusebill_enable_synch(client.getValue(), id, null, json);
            String text = take(json);
            if (status == 0) {
                BigDecimal revenue = new BigDecimal(field(text, "/monthlyRecurringRevenue")); // keeps 25.9800
                System.out.println(field(text, "/companyName") + ": " + field(text, "/salesforceSynchStatus") + ", " + revenue);
            } else if (status == 3) {
                System.out.println(id + ": no such customer");
            } else {
                System.err.println(field(text, "/message"));
            }
            exit = status != 0 ? status : exit;
        }
        FUSEBILL.fusebill_client_free(client.getValue());
        System.exit(exit);
    }
}
