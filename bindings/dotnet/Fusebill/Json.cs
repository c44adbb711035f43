// A JSON text from the library. The native library parses it, so that a number reads here as in every other language: as
// it was written.

using System;
using System.Collections.Generic;
using System.Globalization;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>A JSON text and its members, by name. Safe to use from any number of threads.</summary>
    internal sealed class Json
    {
        private static readonly byte[] Root = { 0 };

        private readonly byte[] text;
        private byte[]? members;
        private bool isAsked;

        internal Json(byte[] text) => this.text = text;

        internal Json(string text)
            : this(Utf8.Encode(text, nameof(text))!)
        {
        }

        internal string Text => Utf8.Decode(text);

        /// <summary>Whether this is a customer whose sync is on; the rule is the native library's.</summary>
        internal bool IsSynchEnabled => NativeMethods.IsSynchEnabled(text) != 0;

        /// <summary>All members as netstrings, read on first use and kept. Two threads may both read them; the result is the same.</summary>
        private byte[] Members
        {
            get
            {
                if (members == null)
                {
                    NativeMethods.JsonMembers(text, Root, out var found);
                    members = Utf8.Take(found) ?? Root;
                }

                return members;
            }
        }

        /// <summary>A member: a string, a number as it was written, JSON for an object; null if null or missing.</summary>
        internal string? this[string name]
        {
            get
            {
                if (!isAsked)
                {
                    // Most callers read a single member, which costs a third of reading all of them.
                    isAsked = true;
                    return Get("/" + name, out _);
                }

                var reader = new NetstringReader(Members);
                while (reader.Next())
                {
                    var isIt = reader.Is(name);
                    reader.Next();
                    if (isIt)
                    {
                        return reader.Text;
                    }
                }

                return null;
            }
        }

        /// <summary>Takes a text that the native library returned, and frees it.</summary>
        internal static Json Take(IntPtr text)
        {
            var bytes = Utf8.Take(text);
            return bytes == null ? new Json("{}") : new Json(bytes);
        }

        /// <summary>From a caller's text, which must contain this member, a number.</summary>
        internal static Json Parse(string json, string member)
        {
            var read = new Json(Utf8.Encode(json ?? throw new ArgumentNullException(nameof(json)), nameof(json))!);
            return read.Long(member) != null ? read : throw new FormatException($"The text is not a JSON object with \"{member}\".");
        }

        /// <summary>From a caller's text, which must contain one of these members.</summary>
        internal static Json Parse(string json, string[] names)
        {
            var read = new Json(json ?? throw new ArgumentNullException(nameof(json)));
            foreach (var name in names)
            {
                if (read.Has(name))
                {
                    return read;
                }
            }

            throw new FormatException($"The text is not a JSON object with \"{names[0]}\".");
        }

        /// <summary>Whether these members are the same as in another text.</summary>
        internal bool Equals(Json other, string[] names)
        {
            foreach (var name in names)
            {
                if (this[name] != other[name])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The same for texts whose members are the same.</summary>
        internal int Hash(string[] names)
        {
            var hash = 17;
            foreach (var name in names)
            {
                hash = unchecked((hash * 31) + (this[name]?.GetHashCode() ?? 0));
            }

            return hash;
        }

        /// <summary>A member that is an object or array.</summary>
        internal Json Object(string name) => new Json(this[name] ?? "{}");

        /// <summary>The elements of a member that is an array.</summary>
        internal IEnumerable<Json> Elements(string name)
        {
            var array = Object(name);
            for (var at = 0; array[at.ToString(CultureInfo.InvariantCulture)] is string element; at++)
            {
                yield return new Json(element);
            }
        }

        /// <summary>A member that is an object of integers, whatever their names.</summary>
        internal IReadOnlyDictionary<string, long> Counts(string name)
        {
            var counts = new Dictionary<string, long>();
            var reader = new NetstringReader(Object(name).Members);
            while (reader.Next())
            {
                var key = reader.Text;
                reader.Next();
                if (long.TryParse(reader.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    counts[key] = count;
                }
            }

            return counts;
        }

        /// <summary>Any value, by JSON pointer.</summary>
        internal string? Get(string pointer)
        {
            var value = Get(pointer, out var status);
            return status == NativeMethods.Ok || status == NativeMethods.JsonNull || status == NativeMethods.JsonMissing
                ? value
                : throw new ArgumentException(
                    $"\"{(pointer.Length > 200 ? pointer.Substring(0, 200) + "…" : pointer)}\" is not a JSON pointer.", nameof(pointer));
        }

        /// <summary>Whether there is such a member, which may be null.</summary>
        private bool Has(string name)
        {
            Get("/" + name, out var status);
            return status == NativeMethods.Ok || status == NativeMethods.JsonNull;
        }

        private string? Get(string pointer, out int status)
        {
            status = NativeMethods.JsonGet(text, Utf8.Encode(pointer, nameof(pointer))!, out var value);
            var bytes = Utf8.Take(value);
            return bytes == null ? null : Utf8.Decode(bytes);
        }

        internal long? Long(string name) =>
            // The zeros of 7.0, as some serializers write a whole number, may follow; a fraction of another kind is none.
            this[name] is string text && !text.EndsWith(".", StringComparison.Ordinal)
            && long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                ? value
                : (long?)null;

        internal int? Int(string name) =>
            Long(name) is long value && value >= int.MinValue && value <= int.MaxValue ? (int)value : (int?)null;

        internal bool? Bool(string name) =>
            string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase) ? true
            : string.Equals(this[name], "false", StringComparison.OrdinalIgnoreCase) ? false
            : (bool?)null;

        /// <summary>Money with its scale. Never rounded silently: null if a decimal cannot represent it exactly.</summary>
        internal decimal? Decimal(string name)
        {
            var written = this[name];
            if (!decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            var exact = Exact(written!);
            return exact != null && exact == Exact(value.ToString(CultureInfo.InvariantCulture)) ? value : (decimal?)null;
        }

        /// <summary>A time in UTC, as the native library reads it; null for none.</summary>
        internal DateTimeOffset? Time(string name)
        {
            const int NanosecondsPerTick = 100;
            var pointer = Utf8.Encode("/" + name, nameof(name))!;
            var status = NativeMethods.JsonTime(text, pointer, out var seconds, out var nanoseconds);
            return status == NativeMethods.Ok
                ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick)
                : (DateTimeOffset?)null;
        }

        internal TimeSpan? Duration(string name) => JsonText.Duration(Long(name));

        /// <summary>
        /// The significant digits and the exponent of the last one: the same for the same number. Null if the exponent is
        /// beyond all bounds.
        /// </summary>
        private static (string, long)? Exact(string number)
        {
            var at = number.IndexOfAny(new[] { 'e', 'E' });
            var isNumber = int.TryParse(
                at < 0 ? "0" : number.Substring(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written);
            if (!isNumber)
            {
                return null;
            }

            long exponent = written;
            var mantissa = (at < 0 ? number : number.Substring(0, at)).TrimStart('-', '+');
            var point = mantissa.IndexOf('.');
            exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
            var digits = mantissa.Replace(".", string.Empty);
            var counting = digits.TrimEnd('0');
            exponent += digits.Length - counting.Length;
            counting = counting.TrimStart('0');
            return (counting, counting.Length == 0 ? 0 : exponent);
        }
    }
}
