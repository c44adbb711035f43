// A JSON text of the library, read by pointer. The reading is the native library's, so that a number reads here as it
// does in every other language: as it was written.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.Serialization.Json;
using System.Text;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>A JSON text, and its values by pointer.</summary>
    internal sealed class Json
    {
        private readonly byte[] text;

        internal Json(byte[] text) => this.text = text;

        /// <summary>From a text that the native library gave, which is freed.</summary>
        internal static Json Take(IntPtr text) => new Json(Utf8.Take(text) ?? new byte[] { (byte)'{', (byte)'}', 0 });

        /// <summary>What is at a pointer, as a text of its own.</summary>
        internal Json At(string pointer) => new Json(Utf8.Encode(Get(pointer) ?? "{}", nameof(pointer))!);

        internal string Text => Utf8.Decode(text);

        /// <summary>Whether this is a customer whose sync is on; the rule is the native library's.</summary>
        internal bool IsSynchEnabled => NativeMethods.IsSynchEnabled(text) != 0;

        /// <summary>Whether this is an object with an id, as customers are.</summary>
        internal bool IsCustomer
        {
            get
            {
                var status = NativeMethods.JsonGet(text, Utf8.Encode("/id", nameof(text))!, out var value);
                Utf8.Take(value);
                return status == NativeMethods.Ok;
            }
        }

        /// <summary>The members of an object whose values are whole numbers, whatever their names are.</summary>
        internal IReadOnlyDictionary<string, long> Counts(string pointer)
        {
            var settings = new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true };
            var serializer = new DataContractJsonSerializer(typeof(Dictionary<string, long>), settings);
            using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(Get(pointer) ?? "{}")))
            {
                return (Dictionary<string, long>)serializer.ReadObject(stream)!;
            }
        }

        internal string? Get(string pointer)
        {
            var status = NativeMethods.JsonGet(text, Utf8.Encode(pointer, nameof(pointer))!, out var value);
            var bytes = Utf8.Take(value);
            switch (status)
            {
                case NativeMethods.Ok:
                    return bytes == null ? null : Utf8.Decode(bytes);
                case NativeMethods.JsonNull:
                case NativeMethods.JsonMissing:
                    return null;
                default:
                    throw new ArgumentException($"\"{pointer}\" is not a JSON pointer.", nameof(pointer));
            }
        }

        internal long? Long(string pointer) =>
            long.TryParse(Get(pointer), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? value
                : (long?)null;

        internal int? Int(string pointer) => (int?)Long(pointer);

        internal bool? Bool(string pointer) => bool.TryParse(Get(pointer), out var value) ? value : (bool?)null;

        /// <summary>Money with its scale; null for what a decimal cannot hold exactly, never rounded in silence.</summary>
        internal decimal? Decimal(string pointer)
        {
            var written = Get(pointer);
            if (!decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            var isPlain = written!.IndexOfAny(new[] { 'e', 'E' }) < 0;
            return isPlain && Digits(written) != Digits(value.ToString(CultureInfo.InvariantCulture))
                ? (decimal?)null
                : value;
        }

        /// <summary>A time in UTC; null for none, which the vendor writes as the year 1.</summary>
        internal DateTimeOffset? Time(string pointer)
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var isTime = DateTimeOffset.TryParse(Get(pointer), CultureInfo.InvariantCulture, Utc, out var time);
            return isTime && time.Year > 1 ? time : (DateTimeOffset?)null;
        }

        /// <summary>How many elements an array has.</summary>
        internal IEnumerable<string> Elements(string pointer)
        {
            for (var at = 0; ; at++)
            {
                var element = pointer + "/" + at.ToString(CultureInfo.InvariantCulture);
                if (Get(element) == null)
                {
                    yield break;
                }

                yield return element;
            }
        }

        private static string Digits(string number) => number.TrimStart('-', '+').TrimStart('0').Replace(".", string.Empty);
    }
}
